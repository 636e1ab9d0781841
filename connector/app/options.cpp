#include "app/options.hpp"

#include "app/config.hpp"
#include "app/exit_code.hpp"
#include "domain/calendar.hpp"
#include "support/crash_point.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <iostream>

namespace quittance {
namespace {

struct Described {
    Command command;
    const char* word;
    const char* text;
    bool changes;
};

constexpr std::array commands = {
    Described{Command::import, "import", "Read service files into Odoo", true},
    Described{Command::check, "check", "Read and check a service file, without Odoo", false},
    Described{Command::propose, "propose", "Propose a profile for a sample, without Odoo", false},
    Described{Command::draft, "draft", "Make or extend one draft per client and month", true},
    Described{Command::collect, "collect", "Collect validated, unpaid, due invoices", true},
    Described{Command::reconcile, "reconcile", "Follow unfinished attempts to their end", true},
    Described{Command::night, "night", "What a night needs, in order", true},
    Described{Command::serve, "serve", "Read files that wait in Odoo; reconcile every ten minutes",
              false},
    Described{Command::report, "report", "Odoo's figures, I1 to I6 among them", false},
    Described{Command::audit, "audit", "Compare Odoo, the journal and the provider", true},
    Described{Command::doctor, "doctor", "Look for problems and say what to do", false}};

constexpr const char* footer =
    "Exit codes: 0 done, 1 done but a person has something to do, 2 usage or configuration,\n"
    "3 the outside is unavailable (nothing is lost), 4 stopped until a person decides.";

std::string check_period(const std::string& text) {
    return Period::parse(text) ? "" : "a month is written YYYY-MM, as 2026-10";
}

std::string check_day(const std::string& text) {
    return parse_date(text) ? "" : "a day is written YYYY-MM-DD, as 2026-11-01";
}

void describe(CLI::App& sub, const Described& described, Options& options) {
    if (described.command != Command::check && described.command != Command::propose) {
        sub.add_option("--config", options.config, "Configuration file")
            ->envname("QUITTANCE_CONFIG")
            ->default_str("/etc/quittance/quittance.toml");
    }
    sub.add_flag("--json", options.json, "Print one JSON object as the last line");
    if (described.changes) {
        sub.add_flag("--dry-run", options.dry_run, "Print the plan and change nothing");
    }
    switch (described.command) {
        case Command::import:
            sub.add_option("files", options.files, "Service files")->required();
            sub.add_option("--supplier", options.supplier, "The supplier's code in Odoo")
                ->required();
            sub.add_option("--profile", options.profile, "Profile, if not the supplier's own");
            sub.add_option("--period", options.period, "Month of the file, YYYY-MM")
                ->check(check_period);
            sub.add_option("--replaces", options.replaces, "The earlier file that this corrects");
            break;
        case Command::check:
            sub.add_option("file", options.files, "A service file")->required()->expected(1);
            sub.add_option("--profile", options.profile, "The profile, a file as of profiles_dir")
                ->required();
            sub.add_flag("--lines", options.lines, "Print each line as it is read, as JSON");
            sub.add_flag("--cells", options.cells, "Print each row's cells instead, as JSON");
            break;
        case Command::propose:
            sub.add_option("file", options.files, "A sample of a supplier's files")
                ->required()
                ->expected(1);
            break;
        case Command::draft:
            sub.add_option("--period", options.period, "Month to draft, YYYY-MM")
                ->required()
                ->check(check_period);
            break;
        case Command::collect:
            sub.add_option("--as-of", options.as_of, "As if it were this day; only plans")
                ->check(check_day);
            break;
        case Command::report:
            sub.add_option("--period", options.period, "Month, YYYY-MM; all without it")
                ->check(check_period);
            break;
        case Command::reconcile:
        case Command::night:
        case Command::serve:
        case Command::audit:
        case Command::doctor:
            break;
    }
}

void print_crash_points() {
    for (const auto& name : crash_points()) {
        std::cout << name << '\n';
    }
}

}  // namespace

std::variant<Options, Answered> parse_options(int argc, const char* const* argv) {
    Options options;
    options.config = "/etc/quittance/quittance.toml";
    CLI::App app("Quittance reads suppliers' files, drafts invoices in Odoo and collects them.",
                 "quittance");
    app.set_version_flag("--version", QUITTANCE_VERSION);
    bool reference = false;
    bool crashes = false;
    app.add_flag("--config-reference", reference, "Print every key of the configuration");
    app.add_flag("--crash-points", crashes, "Print the crash points of a test build")->group("");
    app.footer(footer);
    for (const auto& described : commands) {
        CLI::App* const sub = app.add_subcommand(described.word, described.text);
        describe(*sub, described, options);
        sub->footer(footer);
        sub->callback([&options, &described] { options.command = described.command; });
    }
    app.require_subcommand(0, 1);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return Answered{code == 0 ? 0 : static_cast<int>(ExitCode::usage)};
    }
    if (reference) {
        std::cout << config_reference();
        return Answered{0};
    }
    if (crashes) {
        print_crash_points();
        return Answered{0};
    }
    if (app.get_subcommands().empty()) {
        std::cerr << app.help();
        return Answered{static_cast<int>(ExitCode::usage)};
    }
    if (!options.replaces.empty() && options.files.size() != 1) {
        std::cerr << "--replaces goes with exactly one file.\n";
        return Answered{static_cast<int>(ExitCode::usage)};
    }
    return options;
}

std::string word(Command command) {
    for (const auto& described : commands) {
        if (described.command == command) {
            return described.word;
        }
    }
    return "";
}

}  // namespace quittance
