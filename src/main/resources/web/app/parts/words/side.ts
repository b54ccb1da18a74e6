/** The list of pages at the side. */
export const words = {
  label: "Pages",
  project: "Project",
  values: "Values",
  environments: "Environments",
  deployments: "Deployments",
  access: "Runtime tokens",
  audit: "Audit",
  function: "Try a Function",
  transfer: "Import and export",
  settings: "Settings",
  apps: "Apps",
  keys: "People and keys",
  projectAudit: "Project audit",
  reference: "API reference",
};
