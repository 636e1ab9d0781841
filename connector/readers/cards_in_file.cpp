#include "readers/cards_in_file.hpp"

#include "domain/file_facts.hpp"
#include "readers/open_services.hpp"
#include "readers/values/card_number.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

namespace quittance {
namespace {

constexpr std::size_t cards_max = 10'000;
constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t number_length_max = 64;  // its blanks included

class Cards {
public:
    void look_in(std::string_view text) {
        for (auto& number : long_card_numbers_in(text)) {
            if (found_.size() < cards_max) {
                found_.insert(std::move(number));
            }
        }
    }
    [[nodiscard]] std::vector<std::string> found() const { return {found_.begin(), found_.end()}; }

private:
    std::set<std::string> found_;
};

void look_in_cells(const std::string& path, const Profile& profile, Cards& cards) {
    try {
        const auto records = open_records(path, profile);
        Record record;
        while (records->next(record)) {
            for (const Cell& cell : record.cells) {
                cards.look_in(cell.text);
            }
        }
    } catch (const UnreadableFile&) {
        return;  // why it cannot be read is known already
    }
}

/// UTF-16's zero bytes are left out: what remains of a number are its digits.
void look_in_bytes(const std::string& path, Cards& cards) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> piece(piece_size);
    std::string text;
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
           file.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
        text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
        cards.look_in(text);
        text.erase(0, text.size() - std::min(text.size(), number_length_max));
    }
}

bool is_workbook(const std::string& path) {
    std::array<char, 4> first{};
    std::ifstream(path, std::ios::binary).read(first.data(), first.size());
    return std::string_view(first.data(), first.size()) == "PK\x03\x04";
}

}  // namespace

std::vector<std::string> cards_in_file(const std::string& path, const Profile& profile) {
    Cards cards;
    if (is_workbook(path)) {
        look_in_cells(path, profile, cards);
    } else {
        look_in_bytes(path, cards);
    }
    return cards.found();
}

}  // namespace quittance
