import { expect, test } from 'vitest'
import { type HeadlessOptions, readOptions, usage } from './options.ts'

function read(...args: string[]): HeadlessOptions {
  const options = readOptions(args)
  if (options === 'help') throw new Error('the options ask for help')
  return options
}

test('no page of another site may call the API unless each is named', () => {
  expect(read().allowOrigin).toEqual([])
  expect(
    read('--allow-origin', 'https://ops.example.com', '--allow-origin', 'HTTP://Localhost:5173/').allowOrigin,
  ).toEqual(['https://ops.example.com', 'http://localhost:5173'])
  expect(usage).toContain('--allow-origin')
})

test.each(['*', 'null', 'ops.example.com', 'https://ops.example.com/app', 'https://me@ops.example.com', 'file:///x'])(
  'an origin is no %s',
  (given) => {
    expect(() => read('--allow-origin', given)).toThrow(
      '--allow-origin: is not an origin such as https://ops.example.com',
    )
  },
)

test('a value that is none is refused by the name of its option', () => {
  expect(() => read('--requests-per-minute', '0')).toThrow(/^--requests-per-minute: /)
  expect(() => read('--port', '70000')).toThrow(/^--port: /)
})
