// The masked copy of a file's bytes: as long as the file, the numbers gone, however it is cut.

#include "readers/mask/card_mask.hpp"
#include "readers/values/card_number.hpp"
#include "support/held.hpp"
#include "support/input.hpp"

using namespace quittance;

namespace {

std::string masked(const CardForms& forms, std::string_view bytes, std::size_t piece) {
    CardMask mask(forms);
    std::string copy;
    const auto keep = [&copy](std::string_view sure) { copy += sure; };
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        mask.take(bytes.substr(0, piece), keep);
    }
    mask.end(keep);
    return copy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t piece = input.below(100) + 1;
    const std::string bytes = input.rest();
    auto numbers = card_numbers_in(bytes);
    numbers.emplace_back("4111 1111 1111 1111");
    const CardForms forms(numbers);
    const std::string copy = masked(forms, bytes, bytes.size() + 1);
    fuzz::held(copy == masked(forms, bytes, piece), "how the pieces are cut changes nothing");
    fuzz::held(copy.size() == bytes.size(), "the copy is as long as the file");
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        fuzz::held(copy[i] == bytes[i] || (bytes[i] >= '0' && bytes[i] <= '9' && copy[i] == '*'),
                   "nothing but digits is masked");
    }
    for (const std::string& number : numbers) {
        for (const auto& [written, hidden] : bytes_of_card(number)) {
            fuzz::held(copy.find(written) == copy.npos || written == hidden, "no number is left");
        }
    }
    return 0;
}
