#pragma once

#include "adapters/odoo/transport.hpp"
#include "domain/attempt_state.hpp"
#include "domain/money.hpp"

#include <functional>
#include <string>
#include <vector>

namespace quittance::odoo {

/// The company that a store works in, as `hello` describes it.
struct Company {
    int id = 0;
    std::string currency;
    int decimals = 2;
};

// Readers of an answer's members. A missing member, Odoo's `False` and null are empty; a value of
// another type is a CallError of `unknown`, because the call itself has been made.

[[nodiscard]] std::string text_of(const Json& record, const char* name);
[[nodiscard]] int integer_of(const Json& record, const char* name);
[[nodiscard]] bool flag_of(const Json& record, const char* name);
[[nodiscard]] const Json& list_of(const Json& record, const char* name);    ///< [] when missing
[[nodiscard]] const Json& struct_of(const Json& record, const char* name);  ///< {} when missing
[[nodiscard]] std::vector<int> integers_of(const Json& record, const char* name);
[[nodiscard]] std::vector<std::string> texts_of(const Json& record, const char* name);
[[nodiscard]] AttemptState state_of(const Json& record, const char* name);

/// An amount in `currency_name`'s currency; "" is zero. Of a foreign currency as many decimals as
/// its text has.
[[nodiscard]] Money money_of(const Json& record, const char* name, const Company& company,
                             const char* currency_name = "currency");

/// Calls with the whole list; when Odoo refuses a record (fault 2) with each half, until the bad
/// one is alone and handed to `refused` with Odoo's sentence. Every other trouble is thrown:
/// a time-out is never answered by splitting.
template <typename Item>
void halved(const std::vector<Item>& items,
            const std::function<void(const std::vector<Item>&)>& call,
            const std::function<void(const Item&, const std::string&)>& refused) {
    if (items.empty()) {
        return;
    }
    try {
        call(items);
        return;
    } catch (const CallError& error) {
        if (error.trouble() != CallTrouble::wrong_data) {
            throw;
        }
        if (items.size() == 1) {
            refused(items.front(), error.what());
            return;
        }
    }
    const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
    halved<Item>({items.begin(), middle}, call, refused);
    halved<Item>({middle, items.end()}, call, refused);
}

}  // namespace quittance::odoo
