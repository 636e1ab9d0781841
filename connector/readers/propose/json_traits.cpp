#include "readers/propose/json_traits.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace quittance {
namespace {

using Json = nlohmann::json;

/// Notes where lists of objects begin and what their first objects are made of. Ends without a
/// complaint where the text is cut.
class ListFinder final : public Json::json_sax_t {
public:
    std::vector<JsonList> lists;

    bool null() override { return value(); }
    bool boolean(bool /*value*/) override { return value(); }
    bool number_integer(std::int64_t /*value*/) override { return value(); }
    bool number_unsigned(std::uint64_t /*value*/) override { return value(); }
    bool number_float(double /*value*/, const std::string& /*text*/) override { return value(); }
    bool string(std::string& /*value*/) override { return value(); }
    bool binary(Json::binary_t& /*value*/) override { return false; }
    bool key(std::string& name) override {
        keys_.back() = name;
        return true;
    }
    bool start_object(std::size_t /*size*/) override {
        if (arrays_ == 1 && keys_.size() == above_) {
            if (objects_++ == 0) {
                lists.push_back({pointer(), {}, ""});
            }
        } else if (arrays_ == 2 && objects_ > 0 && lists.back().inner.empty()) {
            lists.back().inner = joined(above_, ".");
        }
        keys_.emplace_back();
        return true;
    }
    bool end_object() override {
        keys_.pop_back();
        return true;
    }
    bool start_array(std::size_t /*size*/) override {
        if (++arrays_ == 1) {
            above_ = keys_.size();
            objects_ = 0;
        }
        return true;
    }
    bool end_array() override {
        --arrays_;
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const Json::exception& /*error*/) override {
        return false;
    }

private:
    /// A plain value of the first object of a list.
    bool value() {
        if (arrays_ == 1 && objects_ == 1 && keys_.size() > above_) {
            lists.back().names.push_back(joined(above_, "."));
        }
        return true;
    }

    [[nodiscard]] std::string joined(std::size_t from, const char* between) const {
        std::string name;
        for (std::size_t i = from; i < keys_.size(); ++i) {
            name += (i == from ? "" : between) + keys_[i];
        }
        return name;
    }

    [[nodiscard]] std::string pointer() const {
        Json::json_pointer path;
        for (std::size_t i = 0; i < above_; ++i) {
            path.push_back(keys_[i]);
        }
        return path.to_string();
    }

    std::vector<std::string> keys_;  // of the objects that are open
    std::size_t above_ = 0;          // how many of them are around the list
    int arrays_ = 0;                 // lists that are open
    int objects_ = 0;                // of the list so far
};

}  // namespace

std::vector<JsonList> json_lists(std::string_view text) {
    ListFinder finder;
    (void)Json::sax_parse(text, &finder, nlohmann::detail::input_format_t::json, false);
    return std::move(finder.lists);
}

}  // namespace quittance
