/** The names of the alarms that a person must look at. */
export interface AlarmStates {
  /** They are in ALARM. */
  readonly firing: readonly string[];
  /** CloudWatch does not have them. An alarm that somebody deleted looks as quiet as a healthy one. */
  readonly missing: readonly string[];
}
