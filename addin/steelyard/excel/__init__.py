"""Excel's side: worksheet functions and buttons. Only this room knows xlwings.

    functions, package_functions ──> model_of_ranges ──> quick_model ──> ranges       what a cell computes
    server_scripts, desktop ──> buttons ──> open_book                                 what a button does

xlwings declares both to Excel: worksheet functions in `registration`, buttons in `server_scripts` (a server
and xlwings Lite) and in `desktop` (Excel on Windows and macOS).
"""
