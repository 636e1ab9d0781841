#pragma once

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace quittance::odoo {

using Json = nlohmann::json;

/// A value that the contract does not carry: a double, an integer beyond 32 bits, a date type.
class Uncarriable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Odoo's answer to a call that ended in an exception. It proves nothing about what happened:
/// the answer is written after the commit.
struct FaultAnswer {
    int code = 0;
    std::string text;
};

using Decoded = std::variant<Json, FaultAnswer>;

/// The XML of a call with `parameters` (an array). Encoding by xmlrpc-c.
/// @throws Uncarriable, before anything is sent.
[[nodiscard]] std::string encode_call(const std::string& method, const Json& parameters);

/// The value, or the fault, of an answer. Integers, booleans, texts, arrays, structs and nil.
/// @throws BadXml (truncated, not XML, not XML-RPC), Uncarriable.
[[nodiscard]] Decoded decode_answer(std::string_view xml);

}  // namespace quittance::odoo
