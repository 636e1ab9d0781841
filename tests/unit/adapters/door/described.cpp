#include "adapters/door/described.hpp"

#include <fstream>
#include <regex>

namespace quittance::test {
namespace {

using Json = nlohmann::json;

/// As much of JSON Schema as the description uses.
class Description {
public:
    Description() : all_(Json::parse(std::ifstream(QUITTANCE_SOURCE_DIR "/docs/openapi.json"))) {}

    std::string answer(const std::string& path, const std::string& verb,
                       const DoorReply& reply) const {
        const Json* const responses = find(all_["paths"], {path, verb, "responses"});
        const std::string status = std::to_string(reply.status);
        if (responses == nullptr || !responses->contains(status)) {
            return verb + " " + path + " may not answer " + status;
        }
        const Json* const schema = find(*responses, {status, "content", reply.type, "schema"});
        return schema == nullptr ? reply.type + " is not described" : value(*schema, reply.body);
    }

private:
    static const Json* find(const Json& from, const std::vector<std::string>& names) {
        const Json* found = &from;
        for (const std::string& name : names) {
            if (!found->contains(name)) {
                return nullptr;
            }
            found = &(*found)[name];
        }
        return found;
    }

    static bool has_type(const std::string& type, const Json& value) {
        return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
               (type == "string" && value.is_string()) ||
               (type == "boolean" && value.is_boolean()) ||
               (type == "integer" && value.is_number_integer());
    }

    std::string value(const Json& schema, const Json& value) const {
        if (schema.contains("$ref")) {
            return this->value(
                all_.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value);
        }
        if (schema.contains("type") && !has_type(schema["type"], value)) {
            return value.dump() + " is no " + schema["type"].get<std::string>();
        }
        if (schema.contains("const") && schema["const"] != value) {
            return value.dump() + " is not " + schema["const"].dump();
        }
        if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(),
                                                 value) == schema["enum"].end()) {
            return value.dump() + " is none of " + schema["enum"].dump();
        }
        if (schema.contains("pattern") &&
            !std::regex_search(value.get<std::string>(),
                               std::regex(schema["pattern"].get<std::string>()))) {
            return value.dump() + " does not look like " + schema["pattern"].dump();
        }
        return value.is_object() ? object(schema, value) : items(schema, value);
    }

    std::string items(const Json& schema, const Json& value) const {
        for (const Json& one :
             value.is_array() && schema.contains("items") ? value : Json::array()) {
            if (std::string wrong = this->value(schema["items"], one); !wrong.empty()) {
                return wrong;
            }
        }
        return "";
    }

    std::string object(const Json& schema, const Json& value) const {
        for (const Json& name : schema.value("required", Json::array())) {
            if (!value.contains(name.get<std::string>())) {
                return name.dump() + " is missing in " + value.dump();
            }
        }
        const Json properties = schema.value("properties", Json::object());
        const Json more = schema.value("additionalProperties", Json(true));
        for (const auto& [name, one] : value.items()) {
            if (!properties.contains(name) && more == false) {
                return name + " is not described";
            }
            const Json known = properties.value(name, more.is_object() ? more : Json::object());
            if (std::string wrong = this->value(known, one); !wrong.empty()) {
                return name + ": " + wrong;
            }
        }
        return "";
    }

    Json all_;
};

}  // namespace

std::string undescribed(const std::string& path, const std::string& verb, const DoorReply& reply) {
    static const Description description;
    return description.answer(path, verb, reply);
}

}  // namespace quittance::test
