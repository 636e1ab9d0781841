#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quittance {

/// Parts of a zip archive by their paths, in order.
using Parts = std::vector<std::pair<std::string, std::string>>;

/// A file of a test, deleted with it.
class TestFile {
public:
    explicit TestFile(const std::string& bytes);
    ~TestFile();
    TestFile(const TestFile&) = delete;
    TestFile& operator=(const TestFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string bytes() const;

private:
    std::string path_;
};

/// The bytes of a zip archive; with a password its parts are encrypted.
[[nodiscard]] std::string zip_of(const Parts& parts, const std::string& password = "");

/// What a small XLSX is made of; `sheet_data` is what stands in `<sheetData>`.
struct XlsxParts {
    std::vector<std::pair<std::string, std::string>> sheets;  ///< name (with `|hidden`), sheet_data
    std::string shared{};                                     ///< `<si>` elements
    std::string formats{};                                    ///< `<numFmt>` elements
    std::string styles{};                                     ///< `<xf>` elements
    std::string settings{};                                   ///< attributes of `<workbookPr>`
    std::string after{};                                      ///< what follows `</sheetData>`
};
[[nodiscard]] Parts xlsx_parts(const XlsxParts& parts);
/// One sheet of cells alone.
[[nodiscard]] std::string xlsx(const std::string& sheet_data);

/// `tables` is what stands in `<office:spreadsheet>`, `styles` in `<office:automatic-styles>`.
[[nodiscard]] Parts ods_parts(const std::string& tables, const std::string& styles = "");

/// Rows as `3: text a|number 1.5|hidden`, one a line; on failure `code: message`.
[[nodiscard]] std::string rows_of(const std::string& bytes, const std::string& sheet = "");

/// The code of the failure, "read" without one.
[[nodiscard]] std::string refusal_of(const std::string& bytes, const std::string& sheet = "");

}  // namespace quittance
