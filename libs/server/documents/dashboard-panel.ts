/** A query and the name of its lines, where `{{label}}` is the value of a label and `__auto` all that differ. */
export interface Target {
  readonly expr: string;
  readonly legend: string;
}

/** A chart of lines. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  /** Grafana's name of a unit, such as `s`, `bytes` or `percentunit`. */
  readonly unit: string;
  readonly targets: readonly Target[];
}
