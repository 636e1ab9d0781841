#include "adapters/odoo/xmlrpc_codec.hpp"

#include "adapters/odoo/xml_text.hpp"

#include <xmlrpc-c/base.h>
#include <xmlrpc-c/util.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <mutex>

namespace quittance::odoo {
namespace {

/// Above the transport's own cap (64 MiB), so that one place alone decides about size.
constexpr std::size_t xml_bytes_max = std::size_t{256} * 1024 * 1024;

void raise_limits_once() {
    static std::once_flag once;
    std::call_once(once, [] { xmlrpc_limit_set(XMLRPC_XML_SIZE_LIMIT_ID, xml_bytes_max); });
}

class Environment {
public:
    Environment() { xmlrpc_env_init(&env_); }
    ~Environment() { xmlrpc_env_clean(&env_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    xmlrpc_env* get() noexcept { return &env_; }

    template <typename Error>
    void check() const {
        if (env_.fault_occurred != 0) {
            throw Error(env_.fault_string != nullptr ? env_.fault_string : "xmlrpc-c failed");
        }
    }

private:
    xmlrpc_env env_{};
};

struct Release {
    void operator()(xmlrpc_value* value) const noexcept { xmlrpc_DECREF(value); }
};
using Value = std::unique_ptr<xmlrpc_value, Release>;

Value encoded(const Json& json);

Value encoded_text(const std::string& text) {
    Environment env;
    const std::string carried = fold(text);
    Value value(xmlrpc_string_new_lp_cr(env.get(), carried.size(), carried.data()));
    env.check<Uncarriable>();
    return value;
}

Value encoded_integer(std::int64_t number) {
    if (number < std::numeric_limits<std::int32_t>::min() ||
        number > std::numeric_limits<std::int32_t>::max()) {
        throw Uncarriable("a number beyond 32 bits cannot be sent: " + std::to_string(number));
    }
    Environment env;
    Value value(xmlrpc_int_new(env.get(), static_cast<int>(number)));
    env.check<Uncarriable>();
    return value;
}

Value encoded_array(const Json& json) {
    Environment env;
    Value array(xmlrpc_array_new(env.get()));
    env.check<Uncarriable>();
    for (const Json& item : json) {
        const Value value = encoded(item);
        xmlrpc_array_append_item(env.get(), array.get(), value.get());
        env.check<Uncarriable>();
    }
    return array;
}

Value encoded_struct(const Json& json) {
    Environment env;
    Value result(xmlrpc_struct_new(env.get()));
    env.check<Uncarriable>();
    for (const auto& [name, item] : json.items()) {
        const Value value = encoded(item);
        xmlrpc_struct_set_value_n(env.get(), result.get(), name.data(), name.size(), value.get());
        env.check<Uncarriable>();
    }
    return result;
}

Value encoded(const Json& json) {
    Environment env;
    switch (json.type()) {
        case Json::value_t::string:
            return encoded_text(json.get_ref<const std::string&>());
        case Json::value_t::boolean:
            return Value(xmlrpc_bool_new(env.get(), json.get<bool>() ? 1 : 0));
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned:
            return encoded_integer(json.get<std::int64_t>());
        case Json::value_t::array:
            return encoded_array(json);
        case Json::value_t::object:
            return encoded_struct(json);
        case Json::value_t::number_float:
            throw Uncarriable("a floating-point number cannot be sent");
        case Json::value_t::null:
        case Json::value_t::binary:
        case Json::value_t::discarded:
            break;
    }
    throw Uncarriable("an empty or binary value cannot be sent");
}

Json decoded(xmlrpc_value* value);

Json decoded_text(xmlrpc_value* value) {
    Environment env;
    std::size_t length = 0;
    const char* text = nullptr;
    xmlrpc_read_string_lp(env.get(), value, &length, &text);
    env.check<BadXml>();
    const std::unique_ptr<const char, void (*)(const void*)> owner(
        text, [](const void* p) { std::free(const_cast<void*>(p)); });
    return unfold({text, length});
}

Json decoded_array(xmlrpc_value* value) {
    Environment env;
    Json array = Json::array();
    const int size = xmlrpc_array_size(env.get(), value);
    env.check<BadXml>();
    for (unsigned int i = 0; i < static_cast<unsigned int>(size); ++i) {
        xmlrpc_value* item = nullptr;
        xmlrpc_array_read_item(env.get(), value, i, &item);
        env.check<BadXml>();
        array.push_back(decoded(Value(item).get()));
    }
    return array;
}

Json decoded_struct(xmlrpc_value* value) {
    Environment env;
    Json object = Json::object();
    const int size = xmlrpc_struct_size(env.get(), value);
    env.check<BadXml>();
    for (int i = 0; i < size; ++i) {
        xmlrpc_value* name = nullptr;
        xmlrpc_value* item = nullptr;
        xmlrpc_struct_read_member(env.get(), value, static_cast<unsigned int>(i), &name, &item);
        env.check<BadXml>();
        const Value name_owner(name);
        const Value item_owner(item);
        object[decoded_text(name).get<std::string>()] = decoded(item);
    }
    return object;
}

Json decoded_long(xmlrpc_value* value) {
    Environment env;
    xmlrpc_int64 number = 0;
    xmlrpc_read_i8(env.get(), value, &number);
    env.check<BadXml>();
    return static_cast<std::int64_t>(number);
}

Json decoded_integer(xmlrpc_value* value) {
    Environment env;
    int number = 0;
    xmlrpc_read_int(env.get(), value, &number);
    env.check<BadXml>();
    return number;
}

Json decoded_boolean(xmlrpc_value* value) {
    Environment env;
    xmlrpc_bool flag = 0;
    xmlrpc_read_bool(env.get(), value, &flag);
    env.check<BadXml>();
    return flag != 0;
}

Json decoded(xmlrpc_value* value) {
    switch (xmlrpc_value_type(value)) {
        case XMLRPC_TYPE_STRING:
            return decoded_text(value);
        case XMLRPC_TYPE_INT:
            return decoded_integer(value);
        case XMLRPC_TYPE_I8:
            return decoded_long(value);
        case XMLRPC_TYPE_BOOL:
            return decoded_boolean(value);
        case XMLRPC_TYPE_ARRAY:
            return decoded_array(value);
        case XMLRPC_TYPE_STRUCT:
            return decoded_struct(value);
        case XMLRPC_TYPE_NIL:
            return nullptr;
        case XMLRPC_TYPE_DOUBLE:
            throw Uncarriable("the answer contains a floating-point number");
        case XMLRPC_TYPE_DATETIME:
        case XMLRPC_TYPE_BASE64:
        case XMLRPC_TYPE_C_PTR:
        case XMLRPC_TYPE_DEAD:
            break;
    }
    throw Uncarriable(
        "the answer contains a date or binary value, which the contract sends as text");
}

struct BlockCloser {
    void operator()(xmlrpc_mem_block* block) const noexcept { xmlrpc_mem_block_free(block); }
};

}  // namespace

std::string encode_call(const std::string& method, const Json& parameters) {
    raise_limits_once();
    const Value values = encoded_array(parameters);
    Environment env;
    const std::unique_ptr<xmlrpc_mem_block, BlockCloser> block(xmlrpc_mem_block_new(env.get(), 0));
    env.check<Uncarriable>();
    xmlrpc_serialize_call2(env.get(), block.get(), method.c_str(), values.get(), xmlrpc_dialect_i8);
    env.check<Uncarriable>();
    const auto* bytes = static_cast<const char*>(xmlrpc_mem_block_contents(block.get()));
    return unfold({bytes, xmlrpc_mem_block_size(block.get())});
}

Decoded decode_answer(std::string_view xml) {
    raise_limits_once();
    const std::string carried = fold_answer(xml);
    Environment env;
    xmlrpc_value* result = nullptr;
    int fault_code = 0;
    const char* fault_text = nullptr;
    xmlrpc_parse_response2(env.get(), carried.data(), carried.size(), &result, &fault_code,
                           &fault_text);
    env.check<BadXml>();
    if (fault_text != nullptr) {
        FaultAnswer fault{fault_code, unfold(fault_text)};
        std::free(const_cast<char*>(fault_text));  // owned by the caller, from malloc
        return fault;
    }
    return decoded(Value(result).get());
}

}  // namespace quittance::odoo
