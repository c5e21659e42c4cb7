import { catalogEntryOf } from '../catalog/catalog.ts'
