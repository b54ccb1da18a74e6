import { svg, html, type TemplateResult } from "lit";

const PATHS = {
  case: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  apps: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  values:
    "M9 4H7a2 2 0 0 0-2 2v4a2 2 0 0 1-2 2 2 2 0 0 1 2 2v4a2 2 0 0 0 2 2h2M15 4h2a2 2 0 0 1 2 2v4a2 2 0 0 0 2 2 2 2 0 0 0-2 2v4a2 2 0 0 1-2 2h-2",
  key: "M15.5 8.5h.01M21 9a6 6 0 0 1-7.6 5.8L11 17H9v2H7v2H3v-3.6l6.2-6.2A6 6 0 1 1 21 9z",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  layers: "M12 3 3 8l9 5 9-5zM3 13l9 5 9-5",
  deploy: "M12 20V8M6 12l6-6 6 6M5 3h14",
  history: "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l3 2",
  tag: "M4 4h8l8 8-8 8-8-8zM8 8h.01",
  code: "m8 7-5 5 5 5M16 7l5 5-5 5M14 4l-4 16",
  transfer: "M7 4v14M3 14l4 4 4-4M17 20V6M13 10l4-4 4 4",
  token: "M12 3l8 4v5c0 5-3.5 8-8 9-4.500-1-8-4-8-9V7zM9 12l2 2 4-4",
  audit: "M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  eye: "M2 12s3.500-7 10-7 10 7 10 7-3.500 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  hidden:
    "M4 4l16 16M9.900 5.200A9.600 9.600 0 0 1 12 5c6.500 0 10 7 10 7a17 17 0 0 1-2.700 3.600M6.200 6.800A17 17 0 0 0 2 12s3.500 7 10 7a9.700 9.700 0 0 0 5-1.400M10 10a3 3 0 0 0 4 4",
  dice: "M5 5h14v14H5zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12l5 5 9-10",
  warning: "M12 4 2.500 20h19zM12 10v4M12 17h.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8h.01",
  down: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.900 4.900l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M4.900 19.100l1.400-1.400M17.700 6.300l1.400-1.400",
  moon: "M20 14.500A8 8 0 1 1 9.500 4a6.500 6.500 0 0 0 10.500 10.500z",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-6 8-6s8 2 8 6",
  logout: "M15 4h4v16h-4M10 8l-4 4 4 4M6 12h9",
  undo: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  compare: "M8 4v16M4 8l4-4 4 4M16 20V4M12 16l4 4 4-4",
  format: "M4 6h16M8 12h12M8 18h8",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
} as const;

export type Icon = keyof typeof PATHS;

/** A line drawing. It is hidden from screen readers, which read the text beside it. */
export function icon(name: Icon): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${PATHS[name]} />`}</svg>`;
}
