import { useInMemory } from './use-in-memory.ts'

parent.postMessage(await useInMemory(), '*')
