/** What is created under a name, and shown once. */
export const words = {
  name: "Name",
  nameMissing: "Enter a name.",
  copy: "Copy",
  copyLabel: (label: string) => `Copy ${label.toLowerCase()}`,
  copied: (label: string) => `${label} is copied.`,
  stored: "I have stored it",
  leave: {
    title: "Have you stored it?",
    body: "It is shown only here, and only this once.",
    action: "I have stored it, leave",
  },
};
