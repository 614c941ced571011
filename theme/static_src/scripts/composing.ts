/** Whether an input method has this key. Safari ends a composition before the key that ended it: only its code tells. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
