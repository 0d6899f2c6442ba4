/** What is worked out once for each object it is about and then kept as long as that object; the object must not change. */
export function oncePer<K extends object, V extends object | string | number | boolean>(
  make: (about: K) => V,
): (about: K) => V {
  const made = new WeakMap<K, V>()
  return (about) => {
    const known = made.get(about)
    if (known !== undefined) return known
    const value = make(about)
    made.set(about, value)
    return value
  }
}
