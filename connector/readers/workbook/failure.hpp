#pragma once

#include <string>

namespace quittance::workbook {

/// Each throws UnreadableFile with one sentence: what is wrong, where, and what to do.
/// `what` completes the sentence and has no full stop.

/// `file_broken`: "The workbook is damaged: xl/workbook.xml ends too early. …"
[[noreturn]] void broken(const std::string& what);
/// `file_kind`: "The file is no workbook that can be read: it is an old Excel workbook. …"
[[noreturn]] void no_workbook(const std::string& what);
/// `file_bomb`: "The workbook is refused: it has more than 10,000 parts. …"
[[noreturn]] void too_large(const std::string& what);
/// `file_encrypted`: "The workbook is protected by a password. …"
[[noreturn]] void encrypted(const std::string& what);
/// `file_empty`: "The sheet "Octobre" holds no values. …"
[[noreturn]] void empty(const std::string& what);
/// `sheet_unknown`, `sheet_unclear`: a whole sentence or two.
[[noreturn]] void sheet_trouble(const std::string& code, const std::string& sentences);

}  // namespace quittance::workbook
