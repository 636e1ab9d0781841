// What a reading process answers that was taken over: refused, or read and written the same.

#include "readers/process/row_frame.hpp"
#include "support/held.hpp"
#include "support/input.hpp"

using namespace quittance;

namespace {

/// The body of the one message in `frames`.
std::string body_of(const std::string& frames) {
    return std::string(first_frame(frames).body);
}

void read_as(std::size_t kind, const std::string& body) {
    std::string again;
    switch (kind) {
        case 0: {
            ReadRow row;
            read_row(body, "EUR", row);
            append_row(again, row);
            ReadRow back;
            read_row(body_of(again), "EUR", back);
            break;
        }
        case 1:
            append_facts(again, read_facts(body, "EUR"));
            fuzz::held(body_of(again) == body, "facts are read and written the same");
            break;
        case 2:
            append_unreadable(again, read_issue(body));
            fuzz::held(body_of(again) == body, "a refusal is read and written the same");
            break;
        case 3:
            append_look(again, read_look(body));
            static_cast<void>(read_look(body_of(again)));
            break;
        default:
            static_cast<void>(read_order(to_frame(read_order(body))));
            break;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t kind = input.below(6);
    const std::string body = input.rest();
    try {
        if (kind == 5) {
            const Frame frame = first_frame(body);
            fuzz::held(frame.size <= body.size(), "a message is no longer than what there is");
        } else {
            read_as(kind, body);
        }
    } catch (const FrameError&) {
        return 0;
    }
    return 0;
}
