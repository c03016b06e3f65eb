/** How fault states aggregate: the worst severity of each attribute. */

/** Find the worst severity among faults that carry an attribute, for each attribute. */
export function worstByAttribute<Severity extends number>(
  faults: Iterable<{ readonly attributes: readonly string[]; readonly severity: Severity }>,
): Map<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { attributes, severity } of faults) {
    for (const attribute of attributes) {
      const before = worst.get(attribute);
      if (before === undefined || severity > before) worst.set(attribute, severity);
    }
  }
  return worst;
}
