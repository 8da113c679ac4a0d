/** The dotted paths of a catalog's texts; plural forms (`_one`, `_other`) count as one. */
export type TextKey<Node, Path extends string = ''> = Node extends string
  ? Singular<Path>
  : { [Key in keyof Node & string]: TextKey<Node[Key], Path extends '' ? Key : `${Path}.${Key}`> }[keyof Node & string]

type Singular<Path extends string> = Path extends `${infer Base}_one`
  ? Base
  : Path extends `${infer Base}_other`
    ? Base
    : Path
