/** The bar at the top. */
export const words = {
  home: "Valise: all apps",
  search: "Search",
  searchLabel: "Search and commands",
  switchApp: (name: string) => `${name}, switch app`,
  theme: (other: string) => `Use the ${other} theme`,
  account: "Account",
  owner: "Owner of the project",
  reader: "May only read",
  shortcuts: "Keyboard shortcuts",
  logout: "Log out",
};
