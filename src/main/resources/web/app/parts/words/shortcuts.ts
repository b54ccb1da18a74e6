/** The keyboard shortcuts. */
export const words = {
  title: "Keyboard shortcuts",
  keys: [
    [["Ctrl", "K"], "Search everything, and commands"],
    [["/"], "Search"],
    [["c"], "Create"],
    [["r"], "Review the draft"],
    [["↑", "↓"], "From row to row"],
    [["Enter"], "Open the row"],
    [["Del"], "Delete the row’s value or secret"],
    [["Ctrl", "Enter"], "Save what is open"],
    [["Esc"], "Close it"],
    [["?"], "This list"],
  ] as [keys: string[], what: string][],
};
