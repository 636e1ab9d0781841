#include "adapters/odoo/wire.hpp"

#include <limits>
#include <stdexcept>

namespace quittance::odoo {
namespace {

[[noreturn]] void misread(const char* name, const char* wanted) {
    throw CallError(CallTrouble::unknown, std::string("Odoo's answer: \"") + name + "\" is not " +
                                              wanted + "; the addon and the connector differ");
}

bool is_empty(const Json& value) {
    return value.is_null() || (value.is_boolean() && !value.get<bool>());
}

/// The member, or null when it is missing or empty.
const Json& member(const Json& record, const char* name) {
    static const Json nothing;
    if (!record.is_object()) {
        misread(name, "in a struct");
    }
    const auto found = record.find(name);
    return found == record.end() || is_empty(*found) ? nothing : *found;
}

int integer(const Json& value, const char* name) {
    if (!value.is_number_integer()) {
        misread(name, "a number");
    }
    const auto number = value.get<std::int64_t>();
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) {
        misread(name, "a number of 32 bits");
    }
    return static_cast<int>(number);
}

int decimals_written(const std::string& text) {
    const std::size_t point = text.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

}  // namespace

std::string text_of(const Json& record, const char* name) {
    const Json& value = member(record, name);
    if (value.is_null()) {
        return {};
    }
    if (!value.is_string()) {
        misread(name, "a text");
    }
    return value.get<std::string>();
}

int integer_of(const Json& record, const char* name) {
    const Json& value = member(record, name);
    return value.is_null() ? 0 : integer(value, name);
}

bool flag_of(const Json& record, const char* name) {
    const Json& value = member(record, name);
    if (!value.is_null() && !value.is_boolean()) {
        misread(name, "yes or no");
    }
    return !value.is_null();
}

const Json& list_of(const Json& record, const char* name) {
    static const Json empty = Json::array();
    const Json& value = member(record, name);
    if (!value.is_null() && !value.is_array()) {
        misread(name, "a list");
    }
    return value.is_null() ? empty : value;
}

const Json& struct_of(const Json& record, const char* name) {
    static const Json empty = Json::object();
    const Json& value = member(record, name);
    if (!value.is_null() && !value.is_object()) {
        misread(name, "a struct");
    }
    return value.is_null() ? empty : value;
}

std::vector<int> integers_of(const Json& record, const char* name) {
    std::vector<int> numbers;
    for (const Json& value : list_of(record, name)) {
        numbers.push_back(integer(value, name));
    }
    return numbers;
}

std::vector<std::string> texts_of(const Json& record, const char* name) {
    std::vector<std::string> texts;
    for (const Json& value : list_of(record, name)) {
        if (!value.is_string()) {
            misread(name, "a list of texts");
        }
        texts.push_back(value.get<std::string>());
    }
    return texts;
}

AttemptState state_of(const Json& record, const char* name) {
    try {
        return attempt_state(text_of(record, name));
    } catch (const std::invalid_argument&) {
        misread(name, "a state that this connector knows");
    }
}

Money money_of(const Json& record, const char* name, const Company& company,
               const char* currency_name) {
    const std::string text = text_of(record, name);
    std::string currency = text_of(record, currency_name);
    if (currency.empty()) {
        currency = company.currency;
    }
    const int decimals = currency == company.currency ? company.decimals : decimals_written(text);
    if (text.empty()) {
        return {0, currency, decimals};
    }
    const auto money = Money::parse(text, currency, decimals);
    if (!money) {
        misread(name, "an amount");
    }
    return *money;
}

}  // namespace quittance::odoo
