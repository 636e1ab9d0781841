#pragma once

#include "domain/file_facts.hpp"
#include "domain/file_look.hpp"
#include "domain/profile.hpp"
#include "domain/service_line.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// What the reading process was asked for.
struct ReadingOrder {
    enum class Wish : char {
        rows = 'R',     ///< all services
        look = 'L',     ///< the first rows as they stand
        propose = 'P',  ///< a profile, and the first rows
        cards = 'C',    ///< payment card numbers in a file whose rows cannot be read
        mask = 'M'      ///< a copy without these card numbers
    };
    Wish wish = Wish::rows;
    Profile profile;
    std::string file_name;  ///< for a proposal: it may hold the month
    bool with_raw = false;
    int cpu_seconds = 0;
    std::int64_t memory_bytes = 0;
    std::int64_t copy_bytes = 0;            ///< that a masked copy may have, 0: none is written
    std::vector<std::string> card_numbers;  ///< to mask
};

/// Bytes that are no message of the reading process: it was taken over, or is of another version.
class FrameError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Messages between the connector and its reading process: a length, a kind, and what it holds.
enum class FrameKind : char { row = 'R', facts = 'F', unreadable = 'U', look = 'L' };

void append_row(std::string& frames, const ReadRow& row);
void append_facts(std::string& frames, const FileFacts& facts);
void append_unreadable(std::string& frames, const Issue& issue);
void append_look(std::string& frames, const FileLook& look);

/// The first whole message's kind and body; a body of nullptr data when there is none yet.
struct Frame {
    FrameKind kind = FrameKind::row;
    std::string_view body;
    std::size_t size = 0;  ///< of the whole message, 0: it is not whole yet
};
/// @throws FrameError.
[[nodiscard]] Frame first_frame(std::string_view frames);

/// Every length is checked: the other side may have been taken over. @throws FrameError.
void read_row(std::string_view body, const std::string& currency, ReadRow& row);
[[nodiscard]] FileFacts read_facts(std::string_view body, const std::string& currency);
[[nodiscard]] Issue read_issue(std::string_view body);
[[nodiscard]] FileLook read_look(std::string_view body);

[[nodiscard]] std::string to_frame(const ReadingOrder& order);
[[nodiscard]] ReadingOrder read_order(std::string_view body);

}  // namespace quittance
