#pragma once

#include <string>
#include <string_view>

namespace quittance::workbook {

/// The text of a cell of an OpenDocument sheet: its paragraphs, with line breaks between them.
/// White space is collapsed within a paragraph, as OpenDocument 1.3 part 3, 6.1.2 asks.
class OdsParagraphs {
public:
    void clear();
    void begin_paragraph();
    void characters(std::string_view text);
    /// What stands for itself: a tab, a line break, or `count` spaces.
    void exact(char c, std::size_t count = 1);

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
    std::size_t begin_ = 0;  ///< of the paragraph
    bool any_ = false;       ///< a paragraph was begun
    bool space_waits_ = false;
};

}  // namespace quittance::workbook
