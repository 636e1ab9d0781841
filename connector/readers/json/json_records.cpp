#include "readers/json/json_records.hpp"

#include "domain/file_facts.hpp"
#include "readers/values/plain_decimal.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace quittance {
namespace {

using Json = nlohmann::json;

constexpr std::size_t values_max = 2'000;  // as many as a row of text may have columns

struct Found {
    Cell::Kind kind = Cell::Kind::text;
    std::string text;
};

/// Takes an object's plain values by their keys, joined with points; lists are no values. Numbers
/// are kept as they are written, never as floating-point values.
class Flattener final : public Json::json_sax_t {
public:
    std::vector<std::pair<std::string, Found>> found;
    std::unordered_map<std::string, std::size_t> places;  // in `found`, by the name
    std::vector<std::string> in_lists;                    // what is no value of the record
    std::string trouble;

    bool null() override { return put(Cell::Kind::text, ""); }
    bool boolean(bool value) override { return put(Cell::Kind::boolean, value ? "TRUE" : "FALSE"); }
    bool number_integer(std::int64_t value) override { return put_whole(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) override { return put_whole(std::to_string(value)); }
    bool number_float(double /*value*/, const std::string& written) override {
        if (auto plain = plain_decimal(written)) {
            return put(Cell::Kind::number, std::move(*plain));
        }
        return put(Cell::Kind::text, written);
    }
    bool string(std::string& value) override { return put(Cell::Kind::text, value); }
    bool binary(Json::binary_t& /*value*/) override { return false; }
    bool start_object(std::size_t /*size*/) override {
        if (lists_ == 0) {
            path_.emplace_back();
        }
        return true;
    }
    bool key(std::string& name) override {
        if (lists_ == 0) {
            path_.back() = name;
        }
        return true;
    }
    bool end_object() override {
        if (lists_ == 0) {
            path_.pop_back();
        }
        return true;
    }
    bool start_array(std::size_t /*size*/) override {
        if (path_.empty()) {
            trouble = "a record of the list is no object with named values";
            return false;
        }
        ++lists_;
        return true;
    }
    bool end_array() override {
        --lists_;
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const Json::exception& /*error*/) override {
        trouble = "this is no JSON";
        return false;
    }

private:
    /// A number cell has at most fifteen digits; what is longer is exact all the same, as a code.
    bool put_whole(std::string digits) {
        constexpr std::size_t digits_max = 15;
        const auto kind = digits.size() > digits_max ? Cell::Kind::text : Cell::Kind::number;
        return put(kind, std::move(digits));
    }
    bool put(Cell::Kind kind, std::string text) {
        if (lists_ > 0) {
            in_lists.push_back(std::move(text));
            return true;
        }
        std::string name;
        for (const auto& part : path_) {
            name += (name.empty() ? "" : ".") + part;
        }
        if (path_.empty()) {
            trouble = "a record of the list is no object with named values";
            return false;
        }
        if (!places.emplace(name, found.size()).second) {
            trouble = "the name '" + name + "' stands twice in one record";
            return false;
        }
        if (found.size() == values_max) {
            trouble = "a record has more values than any row of services can have";
            return false;
        }
        found.emplace_back(std::move(name), Found{kind, std::move(text)});
        return true;
    }

    std::vector<std::string> path_;
    int lists_ = 0;
};

std::vector<std::string> parts_of(const std::string& pointer) {
    std::vector<std::string> parts;
    try {
        for (Json::json_pointer rest(pointer); !rest.empty(); rest.pop_back()) {
            parts.insert(parts.begin(), rest.back());
        }
    } catch (const Json::exception&) {
        throw UnreadableFile({"profile",
                              "The profile's path of the records, '" + pointer +
                                  "', is no JSON pointer, as /data/lines.",
                              0, ""});
    }
    return parts;
}

}  // namespace

JsonRecords::JsonRecords(TextStream& text, const std::string& path, std::vector<std::string> keys,
                         std::string optional)
    : skimmer_(text),
      keys_(std::move(keys)),
      key_seen_(keys_.size()),
      optional_(std::move(optional)) {
    enter(path);
}

void JsonRecords::enter(const std::string& path) {
    for (const auto& part : parts_of(path)) {
        enter_member(part);
    }
    skimmer_.expect('[');
}

/// Goes to the value of an object's member; the members before it are skipped.
void JsonRecords::enter_member(const std::string& name) {
    skimmer_.expect('{');
    for (;;) {
        if (skimmer_.peek() != '"') {
            skimmer_.refuse("the JSON has no '" + name +
                            "' here. Check the profile's path of the records");
        }
        const auto key = Json::parse(skimmer_.value(), nullptr, false);
        skimmer_.expect(':');
        if (key == name) {
            path_.push_back(name);
            return;
        }
        skimmer_.skip_value();
        if (skimmer_.peek() == ',') {
            skimmer_.expect(',');
        }
    }
}

/// Behind the list: the rest of the objects around it, then nothing.
void JsonRecords::finish() {
    ended_ = true;
    for (auto name = path_.rbegin(); name != path_.rend(); ++name) {
        finish_object(*name);
    }
    if (skimmer_.peek() != '\0') {
        skimmer_.refuse("something stands behind the end of the JSON");
    }
    check_keys();
}

/// The rest of an object whose member `name` was entered: a second one would be lost.
void JsonRecords::finish_object(const std::string& name) {
    while (skimmer_.peek() == ',') {
        skimmer_.expect(',');
        if (Json::parse(skimmer_.value(), nullptr, false) == name) {
            skimmer_.refuse("the name '" + name +
                            "' stands twice in one object: only the first would be read");
        }
        skimmer_.expect(':');
        skimmer_.skip_value();
    }
    skimmer_.expect('}');
}

/// A name that no record has is another one than the profile's, as a column that is missing.
void JsonRecords::check_keys() const {
    for (std::size_t i = 0; i < key_seen_.size() && number_ > 0; ++i) {
        if (!key_seen_[i] && keys_[i] != optional_) {
            throw UnreadableFile(
                {"header_missing",
                 "No record has a value named '" + keys_[i] + "'. Check the profile's columns.", 0,
                 ""});
        }
    }
}

/// The next record's text; none behind the last one.
std::optional<std::string_view> JsonRecords::next_value() {
    if (ended_) {
        return std::nullopt;
    }
    if (skimmer_.peek() == ']') {
        skimmer_.expect(']');
        finish();
        return std::nullopt;
    }
    if (number_ > 0) {
        skimmer_.expect(',');
    }
    ++number_;
    return skimmer_.value();
}

/// Reads up to the first record that has names, which is kept; those before it hold no value.
void JsonRecords::learn_keys() {
    Record unused;
    while (keys_.empty()) {
        const auto value = next_value();
        if (!value) {
            return;
        }
        first_ = *value;
        read_value(first_, unused);
    }
}

bool JsonRecords::next(Record& record) {
    record.cells.clear();
    record.besides.clear();
    texts_.clear();
    record.hidden = false;
    if (!begun_ && keys_.empty()) {
        learn_keys();
        record.row = 0;
        for (const auto& key : keys_) {
            record.cells.push_back({Cell::Kind::text, key});
        }
        begun_ = true;
        return number_ > 0;
    }
    begun_ = true;
    if (given_ < number_) {
        record.row = ++given_;
        read_value(given_ == number_ ? std::string_view(first_) : "{}", record);
        return true;
    }
    const auto value = next_value();
    if (!value) {
        return false;
    }
    record.row = given_ = number_;
    read_value(*value, record);
    return true;
}

void JsonRecords::read_value(std::string_view value, Record& record) {
    Flattener flattener;
    if (!Json::sax_parse(value, &flattener)) {
        throw UnreadableFile({"file_broken",
                              "Record " + std::to_string(number_) + ": " + flattener.trouble + ".",
                              number_, ""});
    }
    if (keys_.empty()) {
        for (const auto& [name, unused] : flattener.found) {
            keys_.push_back(name);
        }
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        Cell cell;
        if (const auto at = flattener.places.find(keys_[i]); at != flattener.places.end()) {
            Found& one = flattener.found[at->second].second;
            cell = {one.kind, texts_.emplace_back(one.text)};
            if (i < key_seen_.size()) {
                key_seen_[i] = true;
            }
        }
        record.cells.push_back(cell);
    }
    for (auto& text : flattener.in_lists) {
        record.besides.push_back(texts_.emplace_back(std::move(text)));
    }
    for (auto& [name, one] : flattener.found) {
        if (std::find(keys_.begin(), keys_.end(), name) == keys_.end()) {
            record.besides.push_back(texts_.emplace_back(std::move(one.text)));
        }
    }
}

}  // namespace quittance
