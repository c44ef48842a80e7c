import FieldModel
import Hummingbird

/// Everything that reads: the picture as JSON, metrics, and the page.
struct ReadingRoutes {
    let ledger: Ledger
    let intake: Intake
    let name: String

    func add(to router: Router<CoordinatorContext>) {
        router.get("/v1/nodes") { _, _ in
            Response.json(.object([("nodes", .array(ledger.nodes.map(\.json)))]))
        }
    }
}
