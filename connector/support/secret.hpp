#pragma once

#include <string>
#include <utility>

namespace quittance {

/// A password or key. It has no way to be printed, logged or compared by accident; whoever needs
/// the text says `reveal()`, which is easy to search for. Overwritten when it goes.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&&) = default;
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&&) = default;
    ~Secret() { wipe(); }

    [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
    void wipe() noexcept {
        volatile char* at = text_.data();
        for (std::size_t i = 0; i < text_.size(); ++i) {
            at[i] = '\0';
        }
    }

    std::string text_;
};

}  // namespace quittance
