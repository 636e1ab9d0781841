#pragma once

#include "readers/workbook/xml_parser.hpp"

#include <vector>

namespace quittance::workbook {

/// Events as a walk through states: each element has a state that its parent's state and its name
/// give. Elements that nobody asks for are in the state `State{}`, and so is all within them.
template <class State>
class ElementStack : public XmlEvents {
public:
    void start(const char* name, const char** attributes) final {
        const State parent = states_.back();
        states_.push_back(parent == State{} ? State{} : enter(parent, name, attributes));
    }

    void end() final {
        const State state = states_.back();
        states_.pop_back();
        if (state != State{}) {
            leave(state);
        }
    }

    void text(std::string_view text) final {
        if (states_.back() != State{}) {
            characters(states_.back(), text);
        }
    }

protected:
    explicit ElementStack(State document) : states_{document} {}

    /// The state of an element below one in `parent`.
    virtual State enter(State parent, const char* name, const char** attributes) = 0;
    virtual void leave(State) {}
    virtual void characters(State, std::string_view) {}

private:
    std::vector<State> states_;
};

}  // namespace quittance::workbook
