#pragma once

#include <string>
#include <variant>
#include <vector>

namespace quittance {

enum class Command {
    import,
    check,
    propose,
    draft,
    collect,
    reconcile,
    night,
    serve,
    report,
    audit,
    doctor
};

/// What was asked for on the command line. Secrets are never here.
struct Options {
    Command command = Command::doctor;
    std::string config;
    bool json = false;
    bool dry_run = false;
    std::vector<std::string> files;  ///< import, check, propose
    bool cells = false;              ///< check: print every row's cells
    bool lines = false;              ///< check: print every line as it is read
    std::string supplier;
    std::string profile;  ///< of import its name, of check its file
    std::string replaces;
    std::string period;  ///< import, draft, report: `2026-10`, "" none
    std::string as_of;   ///< collect: a day, "" today
};

/// The call was answered on the command line itself (help, version) or was wrong: `exit_code`.
struct Answered {
    int exit_code = 0;
};

/// Parses; help goes to standard output, what is wrong to standard error.
[[nodiscard]] std::variant<Options, Answered> parse_options(int argc, const char* const* argv);

/// The word of the command line: `import`.
[[nodiscard]] std::string word(Command command);

}  // namespace quittance
