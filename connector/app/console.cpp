#include "app/console.hpp"

#include <unistd.h>

#include <iostream>

namespace quittance {

Console::Console(bool json) : json_(json), terminal_(::isatty(STDERR_FILENO) != 0) {}

void Console::line(const std::string& text) {
    clear_progress();
    if (!json_) {
        std::cout << text << '\n';
    }
}

void Console::finish(const nlohmann::ordered_json& report) {
    clear_progress();
    if (json_) {
        // Names come from files and Odoo: a broken byte must not cost the whole report.
        std::cout << report.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                  << '\n';
    }
    std::cout.flush();
}

void Console::problem(const std::string& text) {
    clear_progress();
    std::cerr << "quittance: " << text << '\n';
}

void Console::step(std::string_view what, int done, int total) {
    if (!terminal_) {
        return;
    }
    std::cerr << "\r\033[K" << what << ": " << done;
    if (total > 0) {
        std::cerr << " of " << total;
    }
    std::cerr << std::flush;
    progress_shown_ = true;
}

void Console::clear_progress() {
    if (progress_shown_) {
        std::cerr << "\r\033[K" << std::flush;
        progress_shown_ = false;
    }
}

}  // namespace quittance
