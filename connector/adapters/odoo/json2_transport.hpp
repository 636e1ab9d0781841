#pragma once

#include "adapters/http/http_client.hpp"
#include "adapters/odoo/account.hpp"
#include "adapters/odoo/transport.hpp"

namespace quittance::odoo {

/// Odoo's `/json/2`: the successor of XML-RPC (which Odoo 22 is to drop). Needs an API key.
class Json2Transport final : public Transport {
public:
    Json2Transport(const Account& account, http::Limits limits);

    void log_in() override;  ///< nothing to do: every call carries the key
    Json call(const std::string& method, const Json& payload) override;

private:
    Account account_;
    http::Client client_;
};

}  // namespace quittance::odoo
