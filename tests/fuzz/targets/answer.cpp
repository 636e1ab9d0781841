// Odoo's XML-RPC answers: a value, a fault, or a refusal; a value can be sent back.

#include "adapters/odoo/xml_text.hpp"
#include "adapters/odoo/xmlrpc_codec.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"

using namespace quittance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string xml(reinterpret_cast<const char*>(data), size);
    if (fuzz::is_utf8(xml)) {
        fuzz::held(odoo::unfold(odoo::fold(xml)).size() == xml.size() ||
                       xml.find_first_of("\x01\x02\x03\x04\x05\x06\x07\x08\x0B\x0C\x0E\x0F"
                                         "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D"
                                         "\x1E\x1F") != xml.npos ||
                       xml.find('\0') != xml.npos || xml.find("\xEF\xBF") != xml.npos,
                   "folding loses nothing");
    }
    try {
        const auto decoded = odoo::decode_answer(xml);
        if (const auto* const value = std::get_if<odoo::Json>(&decoded)) {
            fuzz::held(!odoo::encode_call("m", odoo::Json::array({*value})).empty(),
                       "a value can be sent");
        }
    } catch (const odoo::BadXml&) {
        return 0;
    } catch (const odoo::Uncarriable&) {
        return 0;
    }
    return 0;
}
