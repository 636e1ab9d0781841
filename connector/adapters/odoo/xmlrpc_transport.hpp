#pragma once

#include "adapters/http/http_client.hpp"
#include "adapters/odoo/account.hpp"
#include "adapters/odoo/transport.hpp"

namespace quittance::odoo {

/// Odoo's `/xmlrpc/2`, over our own libcurl transport; xmlrpc-c encodes and decodes alone.
class XmlRpcTransport final : public Transport {
public:
    XmlRpcTransport(const Account& account, http::Limits limits);

    void log_in() override;
    Json call(const std::string& method, const Json& payload) override;

private:
    Json ask(const std::string& service, const std::string& method, const Json& parameters,
             http::Delivery delivery);

    Account account_;
    http::Client client_;
    int user_id_ = 0;
};

}  // namespace quittance::odoo
