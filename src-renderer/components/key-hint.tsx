/** A key as it is printed on the keyboard. Decoration: the control beside it says the same. */
export function KeyHint({ children }: { readonly children: string }) {
  return (
    <kbd className="key" aria-hidden="true">
      {children}
    </kbd>
  )
}
