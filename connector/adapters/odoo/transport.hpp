#pragma once

#include "support/port_error.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace quittance::odoo {

/// The neutral value of every call: texts, 32-bit integers, booleans, lists, structs. A
/// floating-point number in either direction is refused.
using Json = nlohmann::json;

/// Why a call brought no answer of the contract.
enum class CallTrouble {
    not_sent,       ///< it never left: nothing happened
    unknown,        ///< it left, and no readable answer came: ask before repeating
    rejected,       ///< the server took none of it (wrong address, too large, not the method)
    application,    ///< fault 1: an error inside Odoo; the effect may have been committed
    wrong_data,     ///< fault 2: a record was refused with a sentence
    access_denied,  ///< fault 3, 401: user, key or database
    access_error    ///< fault 4, 403: the user is not in the connector's group
};

/// A port error that a store can look into: fault 2 is halved, `unknown` is asked about.
class CallError : public PortError {
public:
    CallError(CallTrouble trouble, const std::string& text);

    [[nodiscard]] CallTrouble trouble() const noexcept { return trouble_; }

private:
    CallTrouble trouble_;
};

/// One connection's worth of calls to Odoo's `quittance.rpc`. Not for two threads at a time.
class Transport {
public:
    virtual ~Transport() = default;

    /// Proves who we are; must succeed before the first `call`.
    /// @throws CallError; `access_denied` for a wrong user, key or database.
    virtual void log_in() = 0;

    /// Calls `quittance.rpc.<method>` with one struct and returns its struct.
    /// @throws CallError.
    virtual Json call(const std::string& method, const Json& payload) = 0;
};

/// Methods of the contract that only read: they may cross a kept-alive connection, be sent twice
/// by the transport and be repeated after any trouble.
[[nodiscard]] bool changes_nothing(std::string_view method);

}  // namespace quittance::odoo
