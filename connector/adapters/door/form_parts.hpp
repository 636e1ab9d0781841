#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace quittance::door {

/// The head of a part of a form.
struct FormPart {
    std::string field;
    std::optional<std::string> file_name;  ///< none: a small field, no file
};

/// The form ends before its last boundary.
struct FormCut {};

/// The parts of a multipart/form-data body (RFC 7578), as a stream in little memory. A boundary is
/// one where a line is nothing else (RFC 2046, 5.1.1): all other bytes are the part's own. Nothing
/// but blanks may stand in no part.
class FormParts {
public:
    FormParts(std::istream& body, const std::string& boundary);

    /// The head of the next part, whatever is left of the one before; nothing behind the last.
    /// @throws Problem (400 form_broken), FormCut.
    std::optional<FormPart> next();

    /// The part's next bytes, which live until the next call; none at its end. @throws FormCut.
    std::string_view read();

private:
    enum class Mark { none, part, last, unknown };

    [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }
    [[nodiscard]] Mark first_mark(std::size_t& length) const;
    std::string_view given(std::size_t count);
    std::string head_line(std::size_t& left);
    static void check_blank(std::string_view text);
    void check_end();
    void fill();

    std::istream& body_;
    std::string mark_;  // a line break and the boundary behind its dashes
    std::string buffer_;
    std::size_t begin_ = 0;  // of what nobody has taken yet
    bool ended_ = false;     // of the body
    bool begun_ = false;     // the first boundary was passed
    bool in_part_ = false;   // else a boundary was just passed
    bool was_last_ = false;  // the last boundary was passed
};

}  // namespace quittance::door
