#include "readers/workbook/failure.hpp"

#include "domain/file_facts.hpp"

namespace quittance::workbook {
namespace {

[[noreturn]] void fail(const char* code, std::string message) {
    throw UnreadableFile({code, std::move(message), 0, ""});
}

}  // namespace

void broken(const std::string& what) {
    fail("file_broken", "The workbook is damaged: " + what +
                            ". Open it in a spreadsheet program, save it again as .xlsx or .ods "
                            "and send that file.");
}

void no_workbook(const std::string& what) {
    fail("file_kind",
         "The file is no workbook that can be read: " + what +
             ". Save it as .xlsx, .ods or .csv, without a password, and send that file.");
}

void too_large(const std::string& what) {
    fail("file_bomb", "The workbook is refused: " + what +
                          ". Send the rows of services alone, in several files if need be.");
}

void encrypted(const std::string& what) {
    fail("file_encrypted",
         what + ". Save it as .xlsx or .ods without a password and send that file.");
}

void empty(const std::string& what) {
    fail("file_empty", what + ". Check that the right file and sheet were sent.");
}

void sheet_trouble(const std::string& code, const std::string& sentences) {
    fail(code.c_str(), sentences);
}

}  // namespace quittance::workbook
