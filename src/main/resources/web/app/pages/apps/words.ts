/** The apps of the project. */
export const words = {
  title: "Apps",
  create: "Create app",
  emptyTitle: "No apps yet",
  empty: "An app holds the values and secrets of one program. Create one, then add its first value.",
  search: "Search apps",
  shown: (shown: number, all: number) => `${shown} of ${all}`,
  columns: {
    name: "Name",
    clientId: "App id for programs",
    environment: "Environment",
    deployed: "Last deployed",
    actions: "Actions",
  },
  never: "never",
  noMatch: "No app is called that.",
  deleteLabel: (name: string) => `Delete app ${name}`,
  deleted: (name: string) => `App ${name} is deleted.`,
  name: "Name",
  nameHint: "A letter, then letters, digits, _ and -; at most 32.",
  environment: "Environment",
  environmentHint: "Which column of the environment values it reads. You can change it at any time.",
};
