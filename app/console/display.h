#pragma once

namespace holdfast::console {

/// Whether there seems to be a display to open windows on.
[[nodiscard]] bool hasDisplay();

/// While it lives, a Qt that finds no display to open ends the program with one line instead of an abort. Put it around
/// the construction of the QApplication.
class DisplayGuard final
{
public:
    DisplayGuard();
    ~DisplayGuard();
    DisplayGuard(const DisplayGuard &) = delete;
    DisplayGuard &operator=(const DisplayGuard &) = delete;
};

/// Says so in one line, with what to do instead. Returns the exit status.
int sayThereIsNoDisplay();

} // namespace holdfast::console
