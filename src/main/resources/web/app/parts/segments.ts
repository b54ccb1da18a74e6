import { html, type TemplateResult } from "lit";

/** Radio buttons side by side. They belong into an element with the class "segments". */
export function segments<T>(
  name: string,
  options: readonly (readonly [option: T, title: string])[],
  chosen: T,
  onChoose: (option: T) => unknown,
): TemplateResult[] {
  return options.map(
    ([option, title]) =>
      html`<label
        ><input type="radio" name=${name} .checked=${chosen === option} @change=${() => onChoose(option)} /><span
          >${title}</span
        ></label
      >`,
  );
}
