# The outside half: HTTP, Odoo, the witness journal, the machine, and the flows that move money.
# Included by CMakeLists.txt behind the libraries that it builds on.

find_package(CURL REQUIRED)
find_package(Poco REQUIRED Foundation Util)
find_package(nlohmann_json REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_library(XMLRPC_CODEC xmlrpc REQUIRED)
find_library(XMLRPC_UTIL xmlrpc_util REQUIRED)

add_library(quittance_http STATIC adapters/http/http_client.cpp)
target_link_libraries(
  quittance_http
  PUBLIC quittance_options
  PRIVATE CURL::libcurl)

add_library(
  quittance_collection STATIC
  flow/admission.cpp
  flow/audit.cpp
  flow/charge_watch.cpp
  flow/collect.cpp
  flow/collect_plan.cpp
  flow/collect_report.cpp
  flow/doctor.cpp
  flow/follow_up.cpp
  flow/night.cpp
  flow/reconcile.cpp
  flow/run_guard.cpp
  flow/witnessing.cpp)
target_link_libraries(quittance_collection PUBLIC quittance_domain Threads::Threads)

add_library(
  quittance_odoo STATIC
  adapters/odoo/answers.cpp
  adapters/odoo/json2_transport.cpp
  adapters/odoo/odoo_audit_ledger.cpp
  adapters/odoo/odoo_collection_ledger.cpp
  adapters/odoo/odoo_draft_store.cpp
  adapters/odoo/odoo_file_store.cpp
  adapters/odoo/odoo_gatekeeper.cpp
  adapters/odoo/odoo_run_log.cpp
  adapters/odoo/profile_wire.cpp
  adapters/odoo/session.cpp
  adapters/odoo/transport.cpp
  adapters/odoo/wire.cpp
  adapters/odoo/xml_text.cpp
  adapters/odoo/xmlrpc_codec.cpp
  adapters/odoo/xmlrpc_transport.cpp)
target_link_libraries(
  quittance_odoo
  PUBLIC quittance_http quittance_collection nlohmann_json::nlohmann_json
  PRIVATE ${XMLRPC_CODEC} ${XMLRPC_UTIL})

add_library(quittance_journal STATIC adapters/journal/sqlite_witness.cpp)
target_link_libraries(
  quittance_journal
  PUBLIC quittance_domain
  PRIVATE SQLiteCpp SQLite::SQLite3)

add_library(quittance_system STATIC adapters/system/daemon.cpp adapters/system/machine.cpp
                                    adapters/system/run_claim.cpp adapters/system/system_clock.cpp)
target_link_libraries(
  quittance_system
  PUBLIC quittance_domain
  PRIVATE date::date-tz Poco::Util Poco::Foundation)
