/** Names of tests that are made of a table, near enough to vitest's: they only have to tell the rows apart. */

/** Put a row's values into a name: `%s` and its like in turn, `$key` of an object. */
export function rowName(template: string, row: readonly unknown[], index: number): string {
  let next = 0;
  const named = template.replace(/%[sdifjo#%]/g, (place) => {
    if (place === "%%") return "%";
    return place === "%#" ? String(index) : shown(row[next++]);
  });
  const [first] = row;
  if (typeof first !== "object" || first === null) return named;
  return named.replace(/\$([\w.]+)/g, (place, path: string) => {
    let value: unknown = first;
    for (const key of path.split(".")) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
    return value === undefined ? place : shown(value);
  });
}

function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
  }
  return String(value);
}
