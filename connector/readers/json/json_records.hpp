#pragma once

#include "readers/json/json_skimmer.hpp"
#include "readers/record.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// The records of a JSON list: each an object, a cell for each of `keys`, `a.b` for what is
/// nested. A record's row is its number in the list. Absent keys and null are empty texts.
class JsonRecords final : public RecordSource {
public:
    /// `path` is the JSON pointer of the list, "" the document itself. Without `keys` those of the
    /// first record that has any are taken, and a row 0 before the others is made of them. Every
    /// one of `keys` but `optional` must be in one record at least: else it is refused at the end.
    JsonRecords(TextStream& text, const std::string& path, std::vector<std::string> keys,
                std::string optional = "");

    /// @throws UnreadableFile.
    bool next(Record& record) override;

private:
    void enter(const std::string& path);
    void enter_member(const std::string& name);
    void finish();
    void finish_object(const std::string& name);
    void check_keys() const;
    std::optional<std::string_view> next_value();
    void learn_keys();
    void read_value(std::string_view value, Record& record);

    JsonSkimmer skimmer_;
    std::vector<std::string> keys_;
    std::vector<bool> key_seen_;  // in the order of `keys_`
    std::string optional_;
    std::vector<std::string> path_;  // the members around the list, from the outermost
    bool begun_ = false;
    bool ended_ = false;
    int number_ = 0;                 // of the record that was read last
    int given_ = 0;                  // and of the one that was handed on last
    std::string first_;              // the record that was read for its keys
    std::deque<std::string> texts_;  // what the record's cells show
};

}  // namespace quittance
