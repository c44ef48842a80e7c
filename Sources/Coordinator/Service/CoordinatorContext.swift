import Hummingbird

/// What a request carries through the routes: nothing of our own.
struct CoordinatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
