"""LibreOffice's side: the worksheet functions and buttons of Excel's room as an extension, `steelyard.oxt`.

    installing ──> packing ──> extension/                        what the commands do; knows no xlwings
    interface ──> declarations ──> excel.functions               what the generated files of extension/ say
    menus ──> excel.buttons                                      the same for the buttons
    engine ──> declarations                                      the process that computes
      └─────> pressing ──> sent_book ──> formulas                the same for a button
    extension/component.py ──> extension/link.py ··> engine      inside the office, over pipes
      └─────> extension/buttons.py ──> reading, writing, windows, link ··> engine

The files of `extension/` are data: LibreOffice runs them in its own Python, which has neither steelyard nor
numpy. `scripts/libreoffice_interface.py` writes those of them that follow from the functions and the buttons.
"""
