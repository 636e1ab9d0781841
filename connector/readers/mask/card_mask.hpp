#pragma once

#include <bitset>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace quittance {

/// The forms in which a file's bytes may hold some card numbers (`bytes_of_card`), to be looked up.
class CardForms {
public:
    explicit CardForms(const std::vector<std::string>& numbers);

    struct Form {
        std::string written;
        std::string masked;  ///< as long as `written`
    };
    /// The longest form that stands at the front of `bytes`; nullptr: none.
    [[nodiscard]] const Form* at_front_of(std::string_view bytes) const;
    [[nodiscard]] std::size_t longest() const { return longest_; }

private:
    std::vector<Form> forms_;
    std::unordered_multimap<std::string_view, const Form*> by_beginning_;
    std::bitset<65'536> begins_;  // whether a form begins with the two bytes
    std::size_t beginning_ = 0;   // bytes that every form has
    std::size_t longest_ = 0;
};

/// Masks the forms in bytes that come in pieces, in little memory; as many bytes come out.
class CardMask {
public:
    using Use = std::function<void(std::string_view)>;

    explicit CardMask(const CardForms& forms) : forms_(forms) {}

    /// Hands on what is sure: of the rest the next piece tells.
    void take(std::string_view piece, const Use& use) { pass(piece, false, use); }
    /// Hands on what is left.
    void end(const Use& use) { pass({}, true, use); }
    [[nodiscard]] bool found_any() const { return found_any_; }

private:
    void pass(std::string_view piece, bool last, const Use& use);

    const CardForms& forms_;
    std::string held_;
    bool found_any_ = false;
};

}  // namespace quittance
