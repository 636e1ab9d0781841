#include "support/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace quittance {
namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = spdlog::stderr_logger_mt("quittance");
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        return made;
    }();
    return *instance;
}

std::string quoted(const std::string& value) {
    if (!value.empty() && value.find_first_of(" \t\r\n\"=") == std::string::npos) {
        return value;
    }
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            text.push_back('\\');
        }
        text.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
    return text + '"';
}

void write(spdlog::level::level_enum level, std::string_view event,
           std::initializer_list<std::pair<std::string_view, std::string>> fields) {
    std::string line(event);
    for (const auto& [key, value] : fields) {
        line.append(" ").append(key).append("=").append(quoted(value));
    }
    logger().log(level, line);
}

}  // namespace

void log_event(std::string_view event,
               std::initializer_list<std::pair<std::string_view, std::string>> fields) {
    write(spdlog::level::info, event, fields);
}

void log_warning(std::string_view event,
                 std::initializer_list<std::pair<std::string_view, std::string>> fields) {
    write(spdlog::level::warn, event, fields);
}

}  // namespace quittance
