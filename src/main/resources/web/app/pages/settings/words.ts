/** The settings of an app. */
export const words = {
  title: "Settings",
  app: "App",
  clientId: "App id for programs",
  copy: "Copy",
  copied: "The app id is copied.",
  environment: "Environment",
  environmentHint:
    "Programs read this column of the environment values. Changing it is deployed like any other change.",
  drafts: "Changes wait in a draft",
  draftsHint: "Each person reviews and deploys their own. Without drafts each change made here is live at once.",
  draftsOff: "From now on each change is live at once.",
  draftsOn: "From now on changes wait in a draft.",
  deleteTitle: "Delete this app",
  deleteHint: "This deletes everything in it and cannot be undone. Programs can no longer read it.",
  delete: (app: string) => `Delete ${app}`,
  deleted: (app: string) => `App ${app} is deleted.`,
};
