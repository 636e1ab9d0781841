# Tests of the outside half. Included by tests/CMakeLists.txt.

if(TARGET quittance_odoo)
  add_library(test_fakes STATIC fakes/fake_odoo.cpp fakes/fake_witness.cpp)
  target_include_directories(test_fakes PUBLIC fakes)
  target_link_libraries(test_fakes PUBLIC quittance_collection)

  quittance_test(
    unit_adapters
    unit
    SOURCES
    unit/adapters/http_client_test.cpp
    unit/adapters/misbehaving_server.cpp
    unit/adapters/run_claim_test.cpp
    unit/adapters/session_test.cpp
    unit/adapters/sqlite_witness_test.cpp
    unit/adapters/wire_test.cpp
    unit/adapters/xmlrpc_codec_test.cpp
    unit/adapters/xmlrpc_transport_test.cpp
    LIBRARIES
    quittance_odoo
    quittance_journal
    quittance_system
    SQLiteCpp)

  quittance_test(
    flow_outside
    flow
    SOURCES
    flow/collect_test.cpp
    flow/doctor_test.cpp
    flow/night_test.cpp
    flow/reconcile_test.cpp
    LIBRARIES
    test_fakes)

  quittance_test(
    contract_witness
    contract
    SOURCES
    contract/witness_contract_test.cpp
    LIBRARIES
    test_fakes
    quittance_journal)
endif()
