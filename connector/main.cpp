#include "app/application.hpp"
#include "app/options.hpp"
#include "readers/process/reading_process.hpp"

#include <exception>
#include <iostream>
#include <string_view>
#include <variant>

int main(int argc, char** argv) {
    try {
        if (argc == 2 && std::string_view(argv[1]) == "read-rows") {
            return quittance::read_rows_for_parent();
        }
        const auto parsed = quittance::parse_options(argc, argv);
        if (const auto* const answered = std::get_if<quittance::Answered>(&parsed)) {
            return answered->exit_code;
        }
        return quittance::run_application(std::get<quittance::Options>(parsed));
    } catch (const std::exception& error) {
        std::cerr << "quittance: " << error.what() << '\n';
        return 3;
    }
}
